import { compareVersions, isNumeric } from './objectVersion.ts'

/** How far a reflector has come in the history of its kind. */
export class Position {
  /** The newest resourceVersion heard of; empty before the first list. */
  version = ''
  /** The server could not serve `version`: the next list asks for the newest state. */
  unavailable = false
  /** The server knows only older versions than ours, so it was restored from a backup: objects may go back to older versions. */
  rewound = false

  /** A watch from here begins with ADDED events of everything, in no order, which say nothing about progress. */
  get isStart(): boolean {
    return this.version === '' || this.version === '0'
  }

  /** Where a complete list says it is: taken as it is. */
  reset(version: string): void {
    this.version = version
    this.unavailable = false
    this.rewound = false
  }

  /** Moves on with an event; never back, and never from a number to something that is none. */
  advance(version: string | null): void {
    if (version === null || version === '') return
    if (isNumeric(this.version) && (!isNumeric(version) || compareVersions(version, this.version) < 0)) return
    this.version = version
  }

  /** The server did not take our version: it is too old (`expired`), or from its future (`too-large`), or not one at all. */
  lose(why: 'expired' | 'too-large' | 'refused'): void {
    this.unavailable = true
    if (why === 'too-large') this.rewound = true
  }

  /** Nothing of before holds any more. */
  forget(): void {
    this.reset('')
  }

  /** What a list should ask for: not older than what was seen, whatever the server has in memory at first, else the newest state. */
  listVersion(): string {
    return this.unavailable ? '' : this.version === '' ? '0' : this.version
  }

  /** The same for a WatchList, where the server decides what is newest. */
  watchListVersion(): string {
    return this.unavailable ? '' : this.version
  }
}
