import electron from 'electron'
import { readFile } from 'node:fs/promises'

const { net } = electron

net.fetch ??= async (request, options) => {
  const url = String(request.url ?? request)
  return url.startsWith('file:') ? new Response(await readFile(new URL(url))) : fetch(request, options)
}
