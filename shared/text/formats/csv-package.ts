// Loaded on first use.
export { CsvError, parse } from 'csv-parse/sync';
