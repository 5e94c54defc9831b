/** The build copies the file and gives its absolute path. */
declare module '*?asset' {
  const path: string
  export default path
}
