/**
 * A colour of CSS's oklch() as linear sRGB. Outside the gamut the chroma is lowered until it fits, as browsers do.
 * @param {number} lightness 0..1
 * @param {number} chroma
 * @param {number} hue degrees
 * @returns {number[]} red, green, blue, 0..1
 */
export function oklch(lightness, chroma, hue) {
  let colour = toLinearRgb(lightness, chroma, hue)
  if (!fits(colour)) {
    let low = 0
    let high = chroma
    for (let step = 0; step < 30; step++) {
      const middle = (low + high) / 2
      if (fits(toLinearRgb(lightness, middle, hue))) low = middle
      else high = middle
    }
    colour = toLinearRgb(lightness, low, hue)
  }
  return colour.map((part) => Math.min(1, Math.max(0, part)))
}

/**
 * WCAG 2.1 contrast ratio of two colours in linear sRGB.
 * @param {number[]} a
 * @param {number[]} b
 */
export function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

/** @param {number[]} colour */
const luminance = ([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue

const fits = (colour) => colour.every((part) => part > -1e-4 && part < 1 + 1e-4)

/** Matrices of Björn Ottosson's Oklab (2020), which CSS Color 4 names. */
function toLinearRgb(lightness, chroma, hue) {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}
