// A container in our words as the engine's API wants it.
import type Docker from 'dockerode'
import type { ContainerSpec } from './engine.ts'

/** A name that nobody on our networks has is asked for outside, whence no answer comes: the resolver gives up soon, instead of after 20 s. */
export const BRIEF_LOOK_UPS = ['timeout:1', 'attempts:1']

export function creation(spec: ContainerSpec): Docker.ContainerCreateOptions {
  const at = spec.attachment
  const ports = spec.publish ?? []
  return {
    name: spec.name,
    Image: spec.image,
    Hostname: spec.hostname,
    Labels: { ...spec.labels },
    Env: Object.entries(spec.env ?? {}).map(([key, value]) => `${key}=${value}`),
    ...(spec.command ? { Cmd: [...spec.command] } : {}),
    ...(spec.entrypoint ? { Entrypoint: [...spec.entrypoint] } : {}),
    ExposedPorts: Object.fromEntries(ports.map((port) => [`${port}/tcp`, {}])),
    HostConfig: {
      NetworkMode: at?.network ?? 'none',
      DnsOptions: [...BRIEF_LOOK_UPS],
      ExtraHosts: [...(spec.extraHosts ?? [])],
      Mounts: (spec.volumes ?? []).map((volume) => ({
        Type: 'volume' as const,
        Source: volume.name,
        Target: volume.path,
        ReadOnly: volume.readOnly ?? false,
        VolumeOptions: { NoCopy: volume.noCopy ?? false, Labels: {}, DriverConfig: { Name: 'local', Options: {} } },
      })),
      Tmpfs: { ...spec.tmpfs },
      Sysctls: { ...spec.sysctls },
      CapAdd: [...(spec.capAdd ?? [])],
      CapDrop: [...(spec.capDrop ?? [])],
      SecurityOpt: [...(spec.seccomp === undefined ? [] : [`seccomp=${JSON.stringify(spec.seccomp)}`]), ...(spec.securityOpt ?? [])],
      DeviceCgroupRules: [...(spec.deviceCgroupRules ?? [])],
      ...(spec.privateCgroup ? { CgroupnsMode: 'private' as const } : {}),
      ...(spec.memoryBytes === undefined ? {} : { Memory: spec.memoryBytes, MemorySwap: spec.memoryBytes }),
      ...(spec.pidsLimit === undefined ? {} : { PidsLimit: spec.pidsLimit }),
      ReadonlyRootfs: spec.readOnlyRoot ?? false,
      PortBindings: Object.fromEntries(ports.map((port) => [`${port}/tcp`, [{ HostIp: '127.0.0.1', HostPort: '' }]])),
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } },
    },
    ...(at
      ? {
          NetworkingConfig: {
            EndpointsConfig: { [at.network]: { IPAMConfig: { IPv4Address: at.address }, Aliases: [...at.aliases] } },
          },
        }
      : {}),
  }
}
