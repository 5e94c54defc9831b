import { createApp } from 'vue'
import '../../renderer/styles/fonts.css'
import '../../renderer/styles/tokens.css'
import '../../renderer/styles/hues.css'
import '../../renderer/styles/base.css'
import { startClock } from '../../renderer/words/clock.ts'
import GalleryFrame from './GalleryFrame.vue'

/**
 * The gallery: every cell, section and state of the window, drawn by the window's own components from made-up answers. For development and tests;
 * packages leave it out.
 */
startClock()
createApp(GalleryFrame).mount('#gallery')
