import { passFile } from '../../../../pass-file';

export const dynamic = 'force-dynamic';

export { passFile as POST, passFile as PUT };
