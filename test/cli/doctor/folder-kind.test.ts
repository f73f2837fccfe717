import { expect, test } from 'vitest';
import { folderKind } from '../../../cli/doctor/folder-kind.ts';

const EXT4 = 0xef53;

test.each([
  ['/home/ada/.local/share/iza', 'linux', EXT4, { kind: 'local' }],
  ['/home/ada/Dropboxes/iza', 'linux', EXT4, { kind: 'local' }],
  ['/mnt/nfs/iza', 'linux', 0x6969, { kind: 'network', by: 'NFS' }],
  ['/mnt/share/iza', 'linux', 0xff534d42, { kind: 'network', by: 'CIFS' }],
  ['/mnt/share/iza', 'linux', 0xff534d42 | 0, { kind: 'network', by: 'CIFS' }],
  ['/mnt/c/iza', 'linux', 0x01021997, { kind: 'network', by: '9P, as the Windows drives in WSL' }],
  ['/Users/ada/iza', 'darwin', 0x6969, { kind: 'local' }],
  ['/home/ada/Dropbox/iza', 'linux', EXT4, { kind: 'synced', by: 'Dropbox' }],
  ['/home/ada/Dropbox (Personal)/iza', 'linux', EXT4, { kind: 'synced', by: 'Dropbox' }],
  [
    '/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/iza',
    'darwin',
    undefined,
    { kind: 'synced', by: 'iCloud Drive' },
  ],
  [
    '/Users/ada/Library/CloudStorage/GoogleDrive-ada@example.com/iza',
    'darwin',
    undefined,
    { kind: 'synced', by: 'Google Drive' },
  ],
  [
    '/Users/ada/Library/CloudStorage/Box-Box/iza',
    'darwin',
    undefined,
    { kind: 'synced', by: 'a cloud service' },
  ],
  ['C:\\Users\\Ada\\OneDrive - Example\\iza', 'win32', undefined, { kind: 'synced', by: 'OneDrive' }],
  ['D:\\cloud\\iza', 'win32', undefined, { kind: 'synced', by: 'OneDrive' }],
  ['D:\\cloudy\\iza', 'win32', undefined, { kind: 'local' }],
  ['\\\\server\\share\\iza', 'win32', undefined, { kind: 'network', by: 'a network share' }],
  ['\\\\?\\C:\\iza', 'win32', undefined, { kind: 'local' }],
] as const)('%s on %s (%s)', (folder, platform, type, expected) => {
  expect(folderKind(folder, { platform, env: { OneDrive: 'd:\\Cloud\\' } }, type)).toEqual(expected);
});
