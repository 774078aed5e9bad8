// A container in our words as Podman's own API wants it. Its Docker-compatible one drops device rules, the private control group and
// `noCopy` without a word (docs/adr/0013-podman.md).
import { BRIEF_LOOK_UPS } from './container-options.ts'
import type { ContainerSpec } from './engine.ts'

const KNOWN_OPTIONS = new Set(['apparmor=unconfined', 'no-new-privileges'])

/** The body of POST /libpod/containers/create. `seccomp`: a file on the engine's machine that holds the profile. */
export function podmanCreation(spec: ContainerSpec, seccomp: string | undefined): object {
  const at = spec.attachment
  const options = new Set(spec.securityOpt)
  for (const option of options) if (!KNOWN_OPTIONS.has(option)) throw new RangeError(`not a security option: ${option}`)
  return {
    name: spec.name,
    image: spec.image,
    hostname: spec.hostname,
    labels: spec.labels,
    env: spec.env,
    entrypoint: spec.entrypoint,
    command: spec.command,
    systemd: 'false',
    netns: { nsmode: at === undefined ? 'none' : 'bridge' },
    ...(at === undefined ? {} : { networks: { [at.network]: { static_ips: [at.address], aliases: at.aliases } } }),
    dns_option: BRIEF_LOOK_UPS,
    hostadd: spec.extraHosts,
    portmappings: (spec.publish ?? []).map((port) => ({ container_port: port, host_ip: '127.0.0.1', protocol: 'tcp' })),
    volumes: (spec.volumes ?? []).map(({ name, path, readOnly, noCopy }) => ({
      Name: name,
      Dest: path,
      Options: [readOnly ? 'ro' : 'rw', ...(noCopy ? ['nocopy'] : [])],
    })),
    mounts: Object.entries(spec.tmpfs ?? {}).map(([path, how]) => ({
      type: 'tmpfs',
      source: 'tmpfs',
      destination: path,
      options: how === '' ? [] : how.split(','),
    })),
    sysctl: spec.sysctls,
    cap_add: spec.capAdd,
    cap_drop: spec.capDrop,
    seccomp_profile_path: seccomp,
    apparmor_profile: options.has('apparmor=unconfined') ? 'unconfined' : undefined,
    no_new_privileges: options.has('no-new-privileges'),
    device_cgroup_rule: (spec.deviceCgroupRules ?? []).map(deviceRule),
    ...(spec.privateCgroup ? { cgroupns: { nsmode: 'private' } } : {}),
    resource_limits: {
      ...(spec.memoryBytes === undefined ? {} : { memory: { limit: spec.memoryBytes, swap: spec.memoryBytes } }),
      ...(spec.pidsLimit === undefined ? {} : { pids: { limit: spec.pidsLimit } }),
    },
    read_only_filesystem: spec.readOnlyRoot ?? false,
    log_configuration: { driver: 'k8s-file', size: LOG_SIZE },
  }
}

const LOG_SIZE = 1024 * 1024 // bytes, as with Docker

/** From `TYPE MAJOR:MINOR ACCESS`; a number that is not there means all. */
function deviceRule(rule: string): object {
  const [, type, major = '*', minor = '*', access] = /^([abc]) (\*|\d+):(\*|\d+) ([rwm]+)$/.exec(rule) ?? []
  if (type === undefined) throw new RangeError(`not a device rule: ${rule}`)
  return {
    allow: true,
    type,
    ...(major === '*' ? {} : { major: Number(major) }),
    ...(minor === '*' ? {} : { minor: Number(minor) }),
    access,
  }
}
