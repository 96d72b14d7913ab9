import type { ColumnSchema } from '@bellwether/contracts';
import { DuckDBInstance } from '@duckdb/node-api';

const SQL_TYPES: Record<ColumnSchema['type'], string> = { boolean: 'BOOLEAN', integer: 'BIGINT', number: 'DOUBLE', string: 'VARCHAR', date: 'DATE', timestamp: 'TIMESTAMP' };

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/**
 * Writes a CSV file of our own making (header, CRLF, double quotes, empty unquoted = missing) as Parquet.
 * Not for files of others: it runs in this process.
 */
export async function csvToParquet(csvFile: string, parquetFile: string, columns: readonly ColumnSchema[]): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '512MB' });
  try {
    const connection = await instance.connect();
    const types = columns.map((c) => `${literal(c.name)}: ${literal(SQL_TYPES[c.type])}`).join(', ');
    await connection.run(
      `COPY (SELECT * FROM read_csv(${literal(csvFile)}, header = true, delim = ',', quote = '"', escape = '"', new_line = '\\r\\n', nullstr = '', allow_quoted_nulls = false, auto_detect = false, columns = {${types}})) TO ${literal(parquetFile)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}
