import type { Machine } from '../claude-files.ts';

/** Where a folder is kept, as far as it matters to a database that several processes share. */
export type FolderKind = { kind: 'local' } | { kind: 'network' | 'synced'; by: string };

/**
 * `f_type` of Linux's statfs(2), from include/uapi/linux/magic.h. Other systems number their file systems anew
 * with each release, so only Linux is asked. SQLite's log (WAL) needs memory shared by all who have the file
 * open, which these do not give: https://sqlite.org/wal.html, "All processes … must be on the same host".
 */
const NETWORK_FILE_SYSTEMS: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB2',
  16914839: '9P, as the Windows drives in WSL',
  1397113167: 'AFS',
  12805120: 'Ceph',
  1937076805: 'Coda',
  2020557398: 'a VirtualBox shared folder',
};

/** Folder names by which services that copy files behind a program's back are known. */
const SYNCED_FOLDERS: readonly { by: string; pattern: RegExp }[] = [
  { by: 'iCloud Drive', pattern: /^(Mobile Documents|iCloudDrive|iCloud Drive)$/i },
  { by: 'OneDrive', pattern: /^OneDrive( ?-.*)?$/i },
  { by: 'Dropbox', pattern: /^Dropbox( ?[-(].*)?$/i },
  { by: 'Google Drive', pattern: /^(Google ?Drive(-.*)?|My Drive)$/i },
  { by: 'a cloud service', pattern: /^CloudStorage$/ },
];

/** Judges a folder by its absolute path, and by the file system's type where that is known. */
export function folderKind(
  folder: string,
  { platform, env }: Pick<Machine, 'platform' | 'env'>,
  fileSystemType?: number,
): FolderKind {
  if (platform === 'win32' && /^[\\/]{2}(?![?.][\\/])/.test(folder))
    return { kind: 'network', by: 'a network share' };
  // statfs gives 32 bits, which some architectures sign.
  const type = fileSystemType === undefined ? undefined : fileSystemType >>> 0;
  const network = platform === 'linux' && type !== undefined ? NETWORK_FILE_SYSTEMS[type] : undefined;
  if (network) return { kind: 'network', by: network };
  const segments = folder.split(platform === 'win32' ? /[\\/]/ : '/');
  for (const { by, pattern } of SYNCED_FOLDERS) {
    if (segments.some((segment) => pattern.test(segment))) return { kind: 'synced', by };
  }
  const oneDrive = env.OneDrive;
  if (platform === 'win32' && oneDrive && isUnder(folder, oneDrive))
    return { kind: 'synced', by: 'OneDrive' };
  return { kind: 'local' };
}

function isUnder(folder: string, parent: string): boolean {
  const [inner, outer] = [folder, parent].map((path) => `${path.toLowerCase().replace(/[\\/]+$/, '')}\\`);
  return inner !== undefined && outer !== undefined && inner.startsWith(outer);
}
