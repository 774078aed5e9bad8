// A network that can be cut: a TCP proxy in front of the grader. (A browser's offline switch leaves open sockets alive.)
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export class Network {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly port: number

  private constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
  }

  /** Listens on `port` (0: any) and passes everything on to `target` on loopback. */
  static async open(target: number, port = 0): Promise<Network> {
    const server = createServer()
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const network = new Network(server, address.port)
    server.on('connection', (client) => network.#pass(client, target))
    return network
  }

  #pass(client: Socket, target: number): void {
    const upstream = connect(target, '127.0.0.1')
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

  /** Cuts every connection and refuses new ones. `Network.open(target, port)` brings it back. */
  async cut(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}
