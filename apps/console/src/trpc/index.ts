export { ApiProvider, useTRPC, useTRPCClient } from './client';
export { readError } from './error';
export type { ShownError } from './error';
export { currentProject, rememberProject, PROJECT_COOKIE, PROJECT_HEADER } from './project';
