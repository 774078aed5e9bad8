// The look of the printed report: light, plain, and by itself, since the file is opened without this page.

export const printableStyle = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { max-width: 50rem; margin: 2rem auto; padding: 0 1.5rem; background: #fff; color: #161a22; font: 0.9rem/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1, h2, h3 { line-height: 1.25; break-after: avoid; }
h1 { margin: 0; font-size: 2rem; }
h2 { margin: 2rem 0 0.6rem; padding-bottom: 0.2rem; border-bottom: 1px solid #b6bfce; font-size: 1.15rem; }
h3 { margin: 1.2rem 0 0.3rem; font-size: 1rem; }
p { margin: 0.2rem 0; }
ul { margin: 0.3rem 0; padding-left: 1.2rem; }
table { width: 100%; border-collapse: collapse; }
th { color: #4c5666; font-weight: 500; text-align: left; }
th, td { padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid #dde1ea; vertical-align: top; }
td.number, th.number { white-space: nowrap; text-align: right; }
tr { break-inside: avoid; }
pre { padding: 0.6rem; border: 1px solid #dde1ea; border-radius: 4px; background: #f5f6f9; font: 0.75rem/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.dim { color: #4c5666; }
.lost, .fail { color: #bd1f2d; }
.ok { color: #17703f; }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 9.5pt; } section.task { break-inside: auto; } }
`
