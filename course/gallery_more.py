"""Paint the two pictures of notebook 10 that are not of the gallery: some minutes.

    python -m course.gallery_more

The coffee with the sky of the night alone, at the gallery's size and settings; and the night as
content with the bridge at sunset as style, as exercise 1 asks. They are kept in output/gallery/.
"""

from PIL import Image

from utils.details import detail
from utils.files import T_IMAGES, write
from utils.gallery import COFFEE_AND_SKY, NIGHT_AS_SUNSET
from utils.images import encode_jpeg, load_image, to_array
from utils.painter.crops import source_of
from utils.pyramid import paint

SKY = 0, 0, 400, 208  # of the swirling night at 512 pixels, without the cypress


def main() -> None:
    """Write the two pictures."""
    night = T_IMAGES / "swirling_night.jpg"
    coffee, sky = load_image(source_of("coffee"), 512), detail(load_image(night, 512), SKY)
    small_night, bridge = (
        load_image(path, 384) for path in (night, T_IMAGES / "sunset_bridge.jpg")
    )
    for path, painting in {
        COFFEE_AND_SKY: paint(coffee, sky)[0],
        NIGHT_AS_SUNSET: paint(small_night, bridge, steps=10)[0],
    }.items():
        write(path, encode_jpeg(Image.fromarray(to_array(painting))))
        print(path)


if __name__ == "__main__":
    main()
