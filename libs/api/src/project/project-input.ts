import { z } from 'zod';

const timeZones = new Set(Intl.supportedValuesOf('timeZone')).add('UTC');

export const projectInputSchema = z.object({
  name: z.string().trim().min(1, 'expected a name').max(100),
  slug: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/, 'expected 1 to 50 small letters, digits and inner hyphens').describe('Short name for addresses and the header x-bellwether-project'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'expected a three-letter code such as USD').describe('ISO 4217'),
  timeZone: z.string().refine((zone) => timeZones.has(zone), 'expected an IANA time zone such as Europe/Berlin'),
});
