import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { readBody, sendError, sendJson } from './respond';

const LIMIT = 1000;
let server: http.Server;
let port = 0;
let read: Promise<Buffer>;
let before: (req: IncomingMessage) => Promise<unknown>;

beforeAll(async () => {
  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    await before(req);
    read = readBody(req, LIMIT);
    await read.then((body) => sendJson(res, 200, { text: body.toString('utf8') }), (e: unknown) => sendError(res, e, 'r1'));
  };
  server = http.createServer((req, res) => void handle(req, res)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => void (before = () => Promise.resolve()));
afterAll(() => new Promise((r) => server.close(r)));

/** By hand: what a client library would repair or refuse must arrive as it is. */
async function talk(parts: string[], answered: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (d) => (text += String(d)));
  for (const part of parts) {
    socket.write(part);
    await new Promise((r) => setTimeout(r, 20));
  }
  while (!text.includes(answered)) await once(socket, 'data');
  socket.destroy();
  return text;
}

const head = (length: number): string => `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`;
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

test('a body in pieces is put together, and one that came before anybody read it is still there', async () => {
  before = () => new Promise((r) => setTimeout(r, 100));
  expect(await talk([head(9), 'one', 'two', 'end'], 'onetwoend')).toContain('{"text":"onetwoend"}');
  expect(await talk([head(0)], '{"text":""}')).toContain('HTTP/1.1 200');
});

test('an answer names its length in bytes', async () => {
  expect(await talk([head(6), '商店'], '商店')).toMatch(/content-length: 17\r\n/i);
});

test('a body beyond the limit is refused while it comes, and the refusal can be read', async () => {
  const text = await talk(['POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n', chunk('a'.repeat(900)), chunk('b'.repeat(900))], 'BODY_TOO_LARGE');
  expect(text).toContain('HTTP/1.1 413');
  await expect(read).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
});

test.each([['while it is read', 0], ['before it is read', 200]])('a client that goes away %s ends the reading', async (_, waits) => {
  const gone = new Promise<void>((resolve) => (before = async (req) => (req.once('close', resolve), new Promise((r) => setTimeout(r, waits)))));
  const socket = connect(port, '127.0.0.1');
  socket.write(`${head(100)}some`);
  await new Promise((r) => setTimeout(r, 50));
  socket.destroy();
  await gone;
  await new Promise((r) => setTimeout(r, waits + 20));
  await expect(read).rejects.toThrow(/ended|aborted/);
});
