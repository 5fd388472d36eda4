//! The version resource of a program file (PE). The only home of `object`.
//!
//! Follows at most one name and one language of the resource, and reads no more than its fixed
//! part: what Explorer shows as the file version.

use object::LittleEndian as LE;
use object::pe::{IMAGE_DIRECTORY_ENTRY_RESOURCE, ImageDosHeader, ImageNtHeaders32};
use object::pe::{ImageNtHeaders64, RT_VERSION};
use object::read::pe::{
    ImageNtHeaders, ResourceDirectory, ResourceDirectoryEntryData, ResourceNameOrId,
};

use crate::level::FileVersion;

/// How the fixed part of a version resource begins (`VS_FIXEDFILEINFO`).
const SIGNATURE: [u8; 4] = 0xFEEF_04BD_u32.to_le_bytes();

/// How far into the resource the fixed part can begin: after three numbers and the key
/// `VS_VERSION_INFO` in UTF-16, aligned.
const SIGNATURE_BEFORE: usize = 64;

/// Returns the file version; none where the file is no PE, is damaged, or has no such resource.
pub(super) fn file_version(bytes: &[u8]) -> Option<FileVersion> {
    let dos = ImageDosHeader::parse(bytes).ok()?;
    let offset = u64::from(dos.nt_headers_offset());
    let resource = version_resource::<ImageNtHeaders32>(bytes, offset)
        .or_else(|| version_resource::<ImageNtHeaders64>(bytes, offset))?;
    fixed(resource)
}

/// The bytes of the version resource.
fn version_resource<Headers: ImageNtHeaders>(bytes: &[u8], mut offset: u64) -> Option<&[u8]> {
    let (headers, directories) = Headers::parse(bytes, &mut offset).ok()?;
    if !headers.is_valid_optional_magic() {
        return None;
    }
    let sections = headers.sections(bytes, offset).ok()?;
    let directory = directories.get(IMAGE_DIRECTORY_ENTRY_RESOURCE)?;
    let resources = directory.data(bytes, &sections).ok()?;
    let resources = ResourceDirectory::new(resources);
    let is_version = |kind| matches!(kind, ResourceNameOrId::Id(RT_VERSION));
    let mut entries = resources.root().ok()?.entries.iter();
    let kind = entries.find(|entry| is_version(entry.name_or_id()))?;
    // Below a type come names, and below those languages.
    let name = kind.data(resources).ok()?.table()?.entries.first()?;
    let language = name.data(resources).ok()?.table()?.entries.first()?;
    let ResourceDirectoryEntryData::Data(data) = language.data(resources).ok()? else {
        return None;
    };
    let held = sections.pe_data_at(bytes, data.offset_to_data.get(LE))?;
    held.get(..usize::try_from(data.size.get(LE)).ok()?)
}

fn fixed(resource: &[u8]) -> Option<FileVersion> {
    let head = &resource[..resource.len().min(SIGNATURE_BEFORE)];
    let at = head.windows(SIGNATURE.len()).position(|window| window == SIGNATURE)?;
    // The signature, the version of the structure, then the file version: high half, low half.
    let number = |offset: usize| {
        let bytes = resource.get(at + offset..at + offset + 4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    };
    let (high, low) = (number(8)?, number(12)?);
    Some(FileVersion([high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF]))
}
