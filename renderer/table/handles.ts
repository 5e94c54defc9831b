/** What a view may ask of a virtual list. */
export interface ListHandle {
  /** Brings a slot into view, moving no more than needed. */
  reveal: (index: number) => void
  /** Whether anything of a slot is in view. */
  sees: (index: number) => boolean
  /** Rows of a page, less one. */
  pageRows: () => number
  toTop: () => void
  /** Pixels from the upper edge of what is seen to a slot. */
  below: (index: number) => number
  /** Scrolls until a slot is so many pixels below the upper edge. */
  place: (index: number, px: number) => void
}

/** What a view may ask of a table. */
export interface TableHandle extends Pick<ListHandle, 'reveal' | 'toTop' | 'below' | 'place'> {
  focus: () => void
  toTop: () => void
  reveal: (index: number) => void
  /** The slot that must not move away: the pointer is on it, or keys are. -1: none. */
  anchor: () => number
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
