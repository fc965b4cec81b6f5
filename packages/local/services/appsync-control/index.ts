// The door of AppSync's control plane.
export { AppSyncControl, noted } from './control.ts';
