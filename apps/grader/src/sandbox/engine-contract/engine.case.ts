// The contract of a container engine: run on every implementation, each claim on a real one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Bench, type EngineUnderTest } from './bench.ts'
import { containerCases } from './containers.case.ts'
import { execCases } from './exec.case.ts'
import { imageCases } from './images.case.ts'
import { machineCases } from './machine.case.ts'
import { networkCases } from './networks.case.ts'

/** Podman is given a copy of the image, which takes minutes on a busy disk. */
const OPEN_TIMEOUT = 900_000 // ms

/** `product`: how the engine should introduce itself. Everything made carries the label of a session named after it. */
export function engineContract(product: 'docker' | 'podman', open: () => Promise<EngineUnderTest>): void {
  const bench = new Bench(`test-contract-${product}`, open)
  beforeAll(() => bench.open(), OPEN_TIMEOUT)
  afterAll(() => bench.close())

  test('the engine says what it is and what the machine has', async () => {
    const info = await bench.engine.info()
    expect(info).toMatchObject({ product, rootless: false })
    expect(info.version).toMatch(/^\d+\.\d+/)
    expect(Number(info.apiVersion)).toBeGreaterThanOrEqual(1.4)
    expect(['1', '2']).toContain(info.cgroupVersion)
    expect(info.cgroupDriver).toMatch(/^(cgroupfs|systemd)$/)
    expect(info.cpus).toBeGreaterThan(0)
    expect(info.memoryBytes).toBeGreaterThan(1024 ** 3)
    for (const text of [info.storageDriver, info.rootDir, info.operatingSystem]) expect(text).not.toMatch(/^$|undefined/)
  })

  describe('images', () => imageCases(bench))
  describe('containers', () => containerCases(bench))
  describe('a machine', () => machineCases(bench))
  describe('commands', () => execCases(bench))
  describe('networks and volumes', () => networkCases(bench))
}
