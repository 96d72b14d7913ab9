import type { Db } from '../db/create-db';

/** Instance-wide facts by key. @returns null when never set */
export async function readSetting(db: Db, key: string): Promise<unknown> {
  return (await db.prisma.setting.findUnique({ where: { key } }))?.value ?? null;
}

export async function writeSetting(db: Db, key: string, value: object | string | number | boolean): Promise<void> {
  await db.prisma.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
}
