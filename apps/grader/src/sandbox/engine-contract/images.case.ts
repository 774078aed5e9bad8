// What an engine promises about images.
import { expect, test } from 'vitest'
import { systemClock } from '../../lib/clock.ts'
import type { Bench } from './bench.ts'

const seconds = () => Math.floor(systemClock.now() / 1000)

export function imageCases(bench: Bench): void {
  const reference = () => `unflunk/contract:${bench.name('image')}`

  test('one that is not there is undefined', async () => {
    expect(await bench.engine.image('unflunk/contract:none')).toBeUndefined()
  })

  test('one that is there tells its id, its size and the name it was asked by', async () => {
    const image = await bench.engine.image(bench.image)
    expect(image?.id).toMatch(/^(sha256:)?[0-9a-f]{64}$/)
    expect(image?.bytes).toBeGreaterThan(1_000_000)
    expect(image?.tags).toContain(bench.image)
  })

  test('one made from a container has its files and the labels that were given', async () => {
    const made = reference()
    const labels = { ...bench.labels, 'unflunk.text': 'two words = one, label', 'unflunk.base64': 'YWI+Lw==' }
    const source = await bench.run('source')
    await bench.sh(source, 'echo kept > /srv/kept')
    await bench.engine.commit(source, made, labels)
    expect((await bench.engine.image(made))?.labels).toMatchObject(labels)
    await expect(bench.engine.commit(source, made, { ...labels, 'unflunk.text': '"quoted"' })).rejects.toMatchObject({ code: 'internal' })
    const copy = await bench.run('copy', { image: made })
    expect((await bench.sh(copy, 'cat /srv/kept')).stdout).toBe('kept\n')
  })

  test('they are found by label, with and without a value, the newest first', async () => {
    const [older, newer, other] = [reference(), reference(), reference()]
    const mark = bench.name('mark')
    const source = await bench.run('source')
    await bench.engine.commit(source, older, { ...bench.labels, 'unflunk.mark': mark })
    await bench.engine.commit(source, other, { ...bench.labels, 'unflunk.mark': 'another' })
    const second = seconds() // engines know the time of an image by the second
    await expect.poll(seconds, { timeout: 5_000 }).toBeGreaterThan(second)
    await bench.engine.commit(source, newer, { ...bench.labels, 'unflunk.mark': mark })
    expect((await bench.engine.images({ 'unflunk.mark': mark })).flatMap((image) => image.tags)).toEqual([newer, older])
    const found = (await bench.engine.images({ ...bench.labels, 'unflunk.mark': '' })).flatMap((image) => image.tags)
    expect(found).toEqual(expect.arrayContaining([older, newer, other]))
  })

  test('a name that is given anew leaves the older image without one', async () => {
    const name = reference()
    const mark = bench.name('mark')
    const source = await bench.run('source')
    for (const text of ['first', 'second']) {
      await bench.sh(source, `echo ${text} > /srv/text`)
      await bench.engine.commit(source, name, { ...bench.labels, 'unflunk.mark': mark })
    }
    const images = await bench.engine.images({ 'unflunk.mark': mark })
    expect(images.map((image) => image.tags).sort((a, b) => b.length - a.length)).toEqual([[name], []])
  })

  test('one is removed by its name, also while a container was made from it, and a second time', async () => {
    const name = reference()
    const source = await bench.run('source')
    await bench.engine.commit(source, name, bench.labels)
    const user = await bench.run('user', { image: name })
    await bench.engine.kill(user)
    await bench.engine.wait(user)
    await bench.engine.removeImage(name)
    expect(await bench.engine.image(name)).toBeUndefined()
    await bench.engine.removeImage(name)
  })
}
