/** Values for the holes of a message. */
export type MessageValues = Record<string, string | number>;

/**
 * Fills a message. `{name}` is replaced as it is (numbers get thousands separators);
 * `{count|one run|# runs}` picks the first form for the plural category "one" and puts the number in place of `#`.
 * A language without plurals simply writes `{count}`.
 */
export function formatMessage(template: string, values: MessageValues | undefined, locale: string): string {
  if (!values) return template;
  return template.replace(/\{(\w+)(?:\|([^{}|]*)\|([^{}|]*))?\}/g, (whole, key: string, one: string | undefined, other: string | undefined) => {
    const value = values[key];
    if (value === undefined) return whole;
    const shown = typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
    if (one === undefined || other === undefined) return shown;
    const form = typeof value === 'number' && new Intl.PluralRules(locale).select(value) === 'one' ? one : other;
    return form.replaceAll('#', shown);
  });
}
