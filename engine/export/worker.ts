import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { DrawingAnswer, DrawingTask } from './drawingThread.ts'
import { OpenTypeFont } from './openTypeFont.ts'
import { svgToPdf } from './svgPdf.ts'
import { svgToPng } from './svgPng.ts'
import { Typesetter } from './typesetter.ts'

/** The thread that draws one PDF or PNG. What fails ends it, and who started it hears of that. */
async function draw({ svg, format, scale, wasm, fonts }: DrawingTask): Promise<DrawingAnswer> {
  const read: OpenTypeFont[] = []
  for (const file of fonts) read.push(new OpenTypeFont(await readFile(file)))
  const drawn = format === 'pdf' ? svgToPdf(svg, new Typesetter(read)) : await svgToPng(svg, scale, await readFile(wasm), read)
  // a copy of its own: what is given away must not be part of a larger memory
  return { bytes: drawn.slice() }
}

if (parentPort) {
  const port = parentPort
  void draw(workerData as DrawingTask).then((answer) => port.postMessage(answer, [answer.bytes.buffer]))
}
