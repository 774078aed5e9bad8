// Line icons on a 16-pixel grid, drawn with the text's colour. Decorative: the control around one carries the name.
const paths = {
  check: 'M3 8.5l3.2 3.2L13 4.8',
  cross: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  flag: 'M4 14V2.5M4 3h7.5l-1.8 3 1.8 3H4',
  clock: 'M8 4.5V8l2.4 1.6M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  external: 'M9 3h4v4M13 3L7.5 8.5M11 9.5V13H3V5h3.5',
  warning: 'M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.1',
  info: 'M8 7.3v3.9M8 4.9v.1M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  left: 'M10 3.5L5.5 8l4.5 4.5',
  right: 'M6 3.5L10.5 8 6 12.5',
  down: 'M3.5 6L8 10.5 12.5 6',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13',
  moon: 'M13.2 9.6A5.8 5.8 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z',
  screen: 'M2 3h12v8H2zM6 13.5h4',
  trash: 'M3 4.5h10M6.3 4.5V3h3.4v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4L14 14',
  play: 'M5 3.2l7.5 4.8L5 12.8z',
  book: 'M3 3h4a1.6 1.6 0 0 1 1 .6A1.6 1.6 0 0 1 9 3h4v9.5H9a1.4 1.4 0 0 0-1 .5 1.4 1.4 0 0 0-1-.5H3zM8 3.6V13',
  bookmark: 'M4.5 2.5h7v11L8 10.8l-3.5 2.7z',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1',
  reset: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.6v3h3',
  bulb: 'M6 12.5h4M6.7 14.3h2.6M5.7 10.5a4 4 0 1 1 4.6 0v2H5.7z',
  expand: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  server: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.1M5 11h.1',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: 'none' }}
    >
      <path d={paths[name]} />
    </svg>
  )
}
