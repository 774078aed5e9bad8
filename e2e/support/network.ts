// A network that can be cut: a TCP proxy in front of the grader. (A browser's offline switch leaves open sockets alive.)
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export class Network {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  /** Port on loopback to which everything is passed on. */
  target: number
  port = 0

  private constructor(target: number) {
    this.target = target
    this.#server = createServer((client) => this.#pass(client))
  }

  static async open(target: number): Promise<Network> {
    const network = new Network(target)
    await network.restore()
    return network
  }

  /** Listens, after a cut on the same port as before. */
  async restore(): Promise<void> {
    this.#server.listen(this.port, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    this.port = address.port
  }

  #pass(client: Socket): void {
    const upstream = connect(this.target, '127.0.0.1')
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket)
      socket.on('close', () => {
        this.#sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
      // A cut looks like this on purpose; `close` follows.
      socket.on('error', () => {})
    }
    client.pipe(upstream).pipe(client)
  }

  /** Cuts every connection and refuses new ones until `restore`. */
  async cut(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}
