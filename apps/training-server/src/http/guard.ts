import type { IncomingMessage } from 'node:http';
import { AppError } from '@bellwether/contracts';
import type { Env } from '../env';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export const isLoopback = (host: string): boolean => LOOPBACK.has(host) || /^127\.\d+\.\d+\.\d+$/.test(host) || host.endsWith('.localhost');

/** @param open the address is meant for pages of others: the name is checked alone */
export type Guard = (req: IncomingMessage, open?: boolean) => void;

/**
 * Refuses what a web page of somebody else could make a browser send.
 * Host: a name that was made to point here (DNS rebinding) is not among ours. Both the header and what the console's proxy
 * passes on must be ours, since a page may set the latter itself.
 * Origin: a change must come from our own pages, or from a program, which sends no cookie.
 */
export function createGuard(env: Pick<Env, 'host' | 'publicUrl' | 'allowedHosts'>): Guard {
  const ours = new Set([env.publicUrl.hostname, env.host, ...env.allowedHosts.map((h) => nameOf(h))].map((h) => h.toLowerCase()));
  const known = (host: string) => isLoopback(host) || ours.has(host);
  return (req, open = false) => {
    const hosts = [req.headers.host ?? '', ...(header(req, 'x-forwarded-host')?.split(',') ?? [])].map((h) => nameOf(h.trim()).toLowerCase());
    const strange = hosts.find((h) => !known(h));
    if (strange !== undefined)
      throw new AppError({ code: 'PERMISSION_DENIED', message: `This server is not known by the name ${JSON.stringify(strange.slice(0, 100))}.`, fix: 'Open it by its own address, or add the name to BELLWETHER_ALLOWED_HOSTS and start again.' });
    if (open || SAFE.has(req.method ?? 'GET')) return;
    const origin = header(req, 'origin');
    const site = header(req, 'sec-fetch-site');
    const foreign = origin !== undefined && !known(originHost(origin));
    if (foreign || site === 'cross-site' || (origin === undefined && req.headers.cookie !== undefined && req.headers.authorization === undefined))
      throw new AppError({ code: 'PERMISSION_DENIED', message: `A change was asked for by ${origin ? `a page of ${origin.slice(0, 100)}` : 'a request without an origin'}.`, fix: 'Work in the console, or send an API key instead of a cookie.' });
  };
}

function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** Host without its port; IPv6 keeps its brackets off. */
function nameOf(host: string): string {
  if (host.startsWith('[')) return host.slice(0, host.indexOf(']') + 1);
  return host.replace(/:\d+$/, '');
}

/** 'null' (sandboxed pages, file:) is nobody we know. */
function originHost(origin: string): string {
  try {
    return new URL(origin).hostname.toLowerCase();
  } catch {
    return 'null';
  }
}

/** A server that others can reach is refused while nobody holds it. @throws AppError BIND_REFUSED */
export function checkBind(env: Pick<Env, 'host' | 'publicHost' | 'publicUrl' | 'allowedHosts'>, hasAdmin: boolean): void {
  const open = [env.host, env.publicHost].find((h) => !isLoopback(h));
  if (open === undefined) return;
  if (!hasAdmin) throw new AppError({ code: 'BIND_REFUSED', message: `Expected a loopback address while there is no admin, received ${open}.`, fix: 'Start once without BELLWETHER_HOST and TRAINING_SERVER_HOST, open the setup link, then start again with them.' });
  if (isLoopback(env.publicUrl.hostname) && env.allowedHosts.length === 0)
    throw new AppError({ code: 'BIND_REFUSED', message: `Expected the names that people will use for ${open}.`, fix: 'Set BELLWETHER_URL to the address that people open (https where possible), or BELLWETHER_ALLOWED_HOSTS.' });
}
