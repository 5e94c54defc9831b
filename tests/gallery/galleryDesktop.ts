import { DemoDesktop } from '../support/demoDesktop.ts'

/** The shell that all specimens share: the theme stays from one to the next. */
export const galleryDesktop = new DemoDesktop()
