//! A picture in pixels, drawn with the font that lies in the repository.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

use crate::stage::root;

/// Pixels of the picture for one unit of the drawing.
const SCALE: f32 = 2.0;

fn fonts() -> Arc<Database> {
    let mut fonts = Database::new();
    for name in ["DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"] {
        fonts.load_font_data(std::fs::read(root().join("tests/data/fonts").join(name)).unwrap());
    }
    Arc::new(fonts)
}

/// The bytes of a PNG file.
pub(crate) fn png(svg: &str) -> Vec<u8> {
    let options = Options { fontdb: fonts(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).unwrap();
    let size = tree.size().to_int_size().scale_by(SCALE).unwrap();
    let mut pixels = Pixmap::new(size.width(), size.height()).unwrap();
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.encode_png().unwrap()
}
