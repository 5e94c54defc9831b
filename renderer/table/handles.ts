/** What a view may ask of a virtual list. */
export interface ListHandle {
  /** Brings a slot into view, moving no more than needed. */
  reveal: (index: number) => void
  /** Rows of a page, less one. */
  pageRows: () => number
  toTop: () => void
  /** Pixels between the top of what is seen and a slot. */
  offset: (index: number) => number
  /** Scrolls until a slot stands there. */
  keepAt: (index: number, offset: number) => void
  /** A slot is seen, at least in part. */
  sees: (index: number) => boolean
}

/** What a view may ask of a table. */
export interface TableHandle {
  focus: () => void
  toTop: () => void
  reveal: (index: number) => void
  /** The slot that must not move away: the pointer is on it, or keys are. -1: none. */
  anchor: () => number
  offset: ListHandle['offset']
  keepAt: ListHandle['keepAt']
}

/** What a view may ask of the picture of a graph. */
export interface PictureHandle {
  fit: () => void
  zoom: (by: 1 | -1) => void
  flyTo: (id: string) => void
  /** Goes on to the next relation of what is selected; false when there is none. */
  nextLine: (by: 1 | -1) => boolean
  focus: () => void
  elementCount: () => number
}
