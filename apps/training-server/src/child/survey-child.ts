// Looks for every training engine and says what is there. In a process of its own: a native library that does not fit can end a process.
import { surveyEngines } from '@bellwether/tasks/engines';

process.on('disconnect', () => process.exit(75));
const engines = await surveyEngines();
process.send?.({ engines }, () => process.exit(0));
