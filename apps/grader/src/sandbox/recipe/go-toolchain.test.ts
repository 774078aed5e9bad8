import { expect, test } from 'vitest'
import { atLeast, chooseSource } from './go-toolchain.ts'
import { RECIPE_DIR } from './prepare-images.ts'
import { readVersions } from './versions.ts'

test.each([
  ['go1.26.8', '1.25.0', true],
  ['go1.25', '1.25.0', true],
  ['go1.25rc2', '1.25.0', true],
  ['go1.24.13', '1.25.0', false],
  ['go1.9', '1.21.0', false],
  ['go1.26.1-custom X:nodwarf5', '1.25.0', true],
  ['', '1.25.0', false],
])('%s is new enough for %s: %s', (version, minimum, expected) => {
  expect(atLeast(version, minimum)).toBe(expected)
})

test('a source that was asked for is taken without looking', async () => {
  expect(await chooseSource('download', readVersions(RECIPE_DIR))).toBe('download')
})
