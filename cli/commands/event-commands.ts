export function addEventCommands(): void {}
