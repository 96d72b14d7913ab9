import net from 'node:net';
import { AppError } from '@bellwether/contracts';

/** @throws AppError PORT_TAKEN, NO_WRITE_PERMISSION for ports that only root may open */
export function assertFree(port: number, host: string, variable: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (e: NodeJS.ErrnoException) => {
      if (e.code === 'EADDRINUSE') reject(new AppError({ code: 'PORT_TAKEN', message: `Port ${port} is taken by another program.`, fix: `Stop that program, or choose another port: ${variable}=${port + 1} npm start` }));
      else if (e.code === 'EACCES') reject(new AppError({ code: 'NO_WRITE_PERMISSION', message: `This user may not open port ${port}.`, fix: `Choose a port above 1023: ${variable}=4000 npm start` }));
      else if (e.code === 'EADDRNOTAVAIL' || e.code === 'ENOTFOUND') reject(new AppError({ code: 'CONFIG_INVALID', message: `This machine has no address ${host}.`, fix: 'Correct BELLWETHER_HOST.' }));
      else reject(e);
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
