import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { chartVersions, layOutChart } from './charts.ts'
import { filesBelow } from './content-hash.ts'
import { readPodImages } from './pod-images.ts'
import { RECIPE_DIR } from './prepare-images.ts'
import { readVersions } from './versions.ts'

const dir = mkdtempSync(join(tmpdir(), 'unflunk-charts-'))
afterAll(() => rmSync(dir, { recursive: true }))

const charts = chartVersions(RECIPE_DIR).map((chart) => ({ ...chart, at: join(dir, `${chart.name}-${chart.version}`) }))
for (const chart of charts) layOutChart(RECIPE_DIR, chart, chart.at)

const read = (at: string, file: string): unknown => parse(readFileSync(join(at, file), 'utf8'))
const Values = z.looseObject({
  image: z.union([z.string(), z.looseObject({ repository: z.string(), tag: z.string() })]).optional(),
  redis: z.looseObject({ image: z.string() }).optional(),
})

test('each chart has two versions or more, so that there is something to upgrade to', () => {
  const names = charts.map(({ name }) => name)
  for (const name of new Set(names)) expect(names.filter((other) => other === name).length, name).toBeGreaterThan(1)
})

test.each(charts)('$name $version says the name and version of its folders', ({ name, version, at }) => {
  expect(read(at, 'Chart.yaml')).toMatchObject({ apiVersion: 'v2', name, version })
  expect(filesBelow(at, 'templates')).not.toEqual([])
})

test.each(charts)('$name $version runs an image that the registry has', ({ at }) => {
  const { image, redis } = Values.parse(read(at, 'values.yaml'))
  const reference = redis?.image ?? (typeof image === 'object' ? `${image.repository}:${image.tag}` : image) ?? ''
  const known = readPodImages(RECIPE_DIR, readVersions(RECIPE_DIR)).images.flatMap(({ names, tags }) =>
    names.flatMap((name) => tags.map((tag) => `${name}:${tag}`)),
  )
  expect(known).toContain(reference.includes('/') ? `docker.io/${reference}` : `docker.io/library/${reference}`)
})
