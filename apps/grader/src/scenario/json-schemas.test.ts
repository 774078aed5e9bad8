import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { jsonSchemas } from './json-schemas.ts'

it.each([...jsonSchemas()])('scenarios/schema/%s is what the code says (npm run scenario schema writes it)', async (name, text) => {
  expect(await readFile(new URL(`../../../../scenarios/schema/${name}`, import.meta.url), 'utf8')).toBe(text)
})
