import { expect, test } from 'vitest'
import { carriedOptions, debianSources } from './apt-settings.ts'

test('proxies and clock checks are carried, trust and defaults are not', () => {
  const dump = [
    'APT::Install-Recommends "1";',
    'Acquire::http::Proxy "http://proxy.example:3128";',
    'Acquire::https "";',
    'Acquire::https::Proxy "";',
    'Acquire::AllowInsecureRepositories "1";',
    'Acquire::Check-Valid-Until "false";',
    'Acquire::Retries "3";',
    'Acquire::Languages:: "none";',
  ].join('\n')
  expect(carriedOptions(dump)).toEqual([
    'Acquire::http::Proxy "http://proxy.example:3128";',
    'Acquire::Check-Valid-Until "false";',
    'Acquire::Retries "3";',
  ])
})

test('the machine’s Debian mirror serves the suite of the images, whatever the machine runs', () => {
  const targets = [
    'http://mirror.example http://mirror.example/debian/ main',
    'http://mirror.example http://mirror.example/debian/ contrib',
    'http://mirror.example http://mirror.example/debian-security/ main',
    'https://download.example https://download.example/linux/debian/ stable',
  ].join('\n')
  expect(debianSources(targets, 'bookworm')).toEqual([
    'deb http://mirror.example/debian bookworm main',
    'deb http://mirror.example/debian bookworm-updates main',
    'deb http://mirror.example/debian-security bookworm-security main',
  ])
})

test('an Ubuntu machine has no Debian mirror: the default one is used', () => {
  expect(debianSources('http://archive.example http://archive.example/ubuntu/ main\n', 'bookworm')).toEqual([])
})
