import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { atRate } from './at-rate';

/**
 * Makes load over HTTP in a process of its own and says how it was answered: what is measured shares the processors with whoever asks, so the asking must be light.
 * Requests are made beforehand, one buffer each; of an answer its status and its length are read.
 *
 *     node --import tsx http-load.ts <file of a LoadJob>
 */
export type LoadJob = { port: number; rate: number; warmSeconds: number; seconds: number; /** asked in turn, again from the first when they run out */ requests: { path: string; headers: Record<string, string>; body: string }[] };
/** From when a request was due, whether or not earlier ones had been answered, to the end of its answer; and how late it left, which is part of it. In order of size. @unit ms */
export type LoadAnswer = { times: number[]; late: number[]; refused: number };

const SOCKETS = 64;
const END_OF_HEAD = Buffer.from('\r\n\r\n');

type Due = { at: number; request: Buffer };

class Line {
  private due: Due | null = null;
  private left = 0;
  private head: Buffer = Buffer.alloc(0);
  private status = 0;
  private readonly socket;

  constructor(port: number, opened: (line: Line) => void, private readonly answered: (line: Line, at: number, status: number) => void) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: Buffer.alloc(65_536), callback: (length, bytes) => (this.read((bytes as Buffer).subarray(0, length)), true) } }, () => opened(this));
    this.socket.on('error', (e) => { throw e; }).on('close', () => { throw new Error('The server closed a connection that was in use.'); });
  }

  send(due: Due): void {
    this.due = due;
    this.socket.write(due.request);
  }

  private read(bytes: Buffer): void {
    if (this.left > 0) this.left -= bytes.length;
    else {
      this.head = this.head.length ? Buffer.concat([this.head, bytes]) : bytes;
      const end = this.head.indexOf(END_OF_HEAD);
      if (end < 0) return void (this.head = Buffer.from(this.head));
      const head = this.head.toString('latin1', 0, end);
      const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
      if (!length) throw new Error(`Expected an answer that names its length, received:\n${head}`);
      this.status = Number(head.slice(9, 12));
      this.left = Number(length) - (this.head.length - end - END_OF_HEAD.length);
      this.head = Buffer.alloc(0);
    }
    if (this.left > 0 || !this.due) return;
    const { at } = this.due;
    this.due = null;
    this.answered(this, at, this.status);
  }
}

async function loaded({ port, rate, warmSeconds, seconds, requests }: LoadJob): Promise<LoadAnswer> {
  const buffers = requests.map(({ path, headers, body }) => Buffer.from(`POST ${path} HTTP/1.1\r\n${Object.entries({ host: `127.0.0.1:${port}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers }).map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n${body}`));
  const free: Line[] = [];
  const waiting: Due[] = [];
  let [times, late, refused, open]: [number[], number[], number, number] = [[], [], 0, 0];
  const answered = (line: Line, at: number, status: number): void => {
    times.push(performance.now() - at);
    if (status !== 200) refused++;
    open--;
    const next = waiting.shift();
    if (next) line.send(next);
    else free.push(line);
  };
  for (let k = 0; k < SOCKETS; k++) await new Promise<void>((resolve) => new Line(port, (line) => (free.push(line), resolve()), answered));
  let asked = 0;
  for (const lasts of [warmSeconds, seconds]) {
    [times, refused] = [[], 0];
    late = await atRate(rate, lasts, (_, at) => {
      open++;
      const due = { at, request: buffers[asked++ % buffers.length]! };
      const line = free.pop();
      if (line) line.send(due);
      else waiting.push(due);
    });
    while (open > 0) await wait(1);
  }
  return { times: times.sort((a, b) => a - b), late, refused };
}

process.stdout.write(JSON.stringify(await loaded(JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as LoadJob)), () => process.exit(0));
