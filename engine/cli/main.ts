import { readFileSync } from 'node:fs'
import { visibleText } from '../contract/index.ts'
import { askQuestion } from './askCommands.ts'
import { clusters, get, graph, kinds, type Outcome, snapshotInfo, snapshotSave } from './commands.ts'
import { type Command, parseCommandLine } from './commandLine.ts'
import { CommandFailure, exitCode, exitCodeOf } from './exitCode.ts'
import { helpText } from './help.ts'
import { showHistory } from './historyCommand.ts'
import { events } from './eventsCommand.ts'
import { logs } from './logsCommand.ts'
import { listProblems } from './problemsCommand.ts'
import { unwritten, writeOutputFile } from './outputFile.ts'

const commands: Readonly<Record<Command['name'], (command: Command) => Promise<Outcome>>> = {
  clusters,
  kinds,
  get,
  graph,
  'snapshot save': snapshotSave,
  'snapshot info': snapshotInfo,
  path: askQuestion,
  impact: askQuestion,
  needs: askQuestion,
  'ways-in': askQuestion,
  readers: askQuestion,
  verdict: askQuestion,
  why: askQuestion,
  orphans: askQuestion,
  problems: listProblems,
  history: showHistory,
  logs,
  events,
  help: () => Promise.resolve({ output: helpText, notices: [], code: exitCode.ok }),
  version: () => Promise.resolve({ output: `${appVersion()}\n`, notices: [], code: exitCode.ok }),
}

async function run(argv: readonly string[]): Promise<number> {
  try {
    const command = parseCommandLine(argv)
    const { output, notices, code } = await commands[command.name](command)
    for (const notice of notices) process.stderr.write(`${visibleText(notice)}\n`)
    if (command.out !== null && !command.name.startsWith('snapshot'))
      await writeOutputFile(command.out, typeof output === 'string' ? Buffer.from(output) : output)
    else await written(output)
    return code
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    const { message, where, todo } = error.error
    process.stderr.write(
      visibleText(
        `kubilitics: ${message}${where === undefined ? '' : `\n  where: ${where}`}${todo === undefined ? '' : `\n  to do: ${todo}`}\n`,
      ),
    )
    return exitCodeOf(error.error)
  }
}

/** Waits until a pipe has taken everything; a reader that went away (`| head`) is no failure. Throws {@link CommandFailure} when it cannot be written. */
function written(output: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: NodeJS.ErrnoException | null): void => {
      if (!error || error.code === 'EPIPE') resolve()
      else reject(new CommandFailure(unwritten(error)))
    }
    process.stdout.on('error', settle)
    process.stdout.write(output, settle)
  })
}

function appVersion(): string {
  return String((JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: unknown }).version)
}

// not only the code: what an aborted request left open must not keep the process alive
process.exit(await run(process.argv.slice(2)))
