/** For whoever runs training processes: which engines this machine has. Loads every engine there is, so ask in a process that may die. */
export { surveyEngines } from '@bellwether/model';
