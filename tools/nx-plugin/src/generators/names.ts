/** kebab-case in, the spellings that files need out. @throws Error naming what was expected */
export function spell(name: string, what: string) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) throw new Error(`expected ${what} in kebab-case (letters, digits, single hyphens), received "${name}"`);
  const pascal = name.replace(/(^|-)([a-z0-9])/g, (_, __, c: string) => c.toUpperCase());
  return { kebab: name, pascal, camel: pascal[0]!.toLowerCase() + pascal.slice(1), snake: name.replace(/-/g, '_'), words: name.replace(/-/g, ' '), sentence: capital(name.replace(/-/g, ' ')) };
}

export const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1);
