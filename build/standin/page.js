/** Brings Chrome 108 up to the JavaScript library that a page may use; it is served as a script of the page's own origin. */
import 'core-js/actual'
