import electron from 'electron'

const { app, safeStorage } = electron

safeStorage.getSelectedStorageBackend ??= () => {
  if (app.commandLine.getSwitchValue('password-store') === 'basic') return 'basic_text'
  return safeStorage.isEncryptionAvailable() ? 'gnome_libsecret' : 'unknown'
}
safeStorage.setUsePlainTextEncryption ??= () => undefined
