export function addInspectionCommands(): void {}
