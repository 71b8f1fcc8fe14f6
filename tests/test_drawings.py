import numpy as np
import pytest
from PIL import Image

from drawings import turbulence
from drawings.__main__ import SEEDS, main
from drawings.turbulence import BOX, eddies, evolve, velocity
from utils.images import T_IMAGES, encode_jpeg


def test_every_picture_there_is_drawn_by_the_project():
    assert {path.name for path in T_IMAGES.iterdir()} == {f"{name}.jpg" for name in SEEDS}


@pytest.mark.parametrize("name", SEEDS)
def test_size_and_weight(name):
    path = T_IMAGES / f"{name}.jpg"
    assert Image.open(path).size == (1024, 768) and path.stat().st_size < 400_000


def test_vortices_that_hold_each_other_in_place_only_fade():
    """Taylor and Green's vortices: an exact solution, w(t) = w(0) exp(-viscosity k^2 t)."""
    kx, ky = 2 * np.pi * 2 / BOX[0], 2 * np.pi * 3 / BOX[1]
    x, y = (np.arange(n) * length / n for n, length in zip((64, 48), BOX))
    start = np.cos(kx * x) * np.cos(ky * y)[:, None]
    faded = start * np.exp(-0.01 * (kx**2 + ky**2) * 0.7)
    np.testing.assert_allclose(evolve(start, 0.01, 0.7), faded, atol=1e-6)


def test_without_viscosity_a_flow_keeps_its_energy_and_with_it_loses_some():
    start = eddies(np.random.default_rng(0), (48, 64), 1.0)

    def energy(vorticity):
        return sum(np.mean(speed**2) for speed in velocity(np.fft.rfft2(vorticity), (48, 64)))

    kept, lost = (evolve(start, viscosity, 0.5) for viscosity in (0, 0.01))
    assert abs(energy(kept) / energy(start) - 1) < 1e-3
    assert energy(lost) < 0.99 * energy(start) and np.mean(lost**2) < np.mean(kept**2)
    assert np.abs(kept - start).max() > 0.5, "nothing flowed"


def test_the_flow_does_not_depend_on_the_length_of_its_steps(monkeypatch):
    start = 6 * eddies(np.random.default_rng(0), (48, 64), 1.0)
    long = evolve(start, 0.1, 0.5)
    monkeypatch.setattr(turbulence, "COURANT", turbulence.COURANT / 4)
    np.testing.assert_allclose(long, evolve(start, 0.1, 0.5), atol=2e-5 * np.abs(long).max())


def test_an_unknown_picture():
    with pytest.raises(SystemExit, match="no picture called mona_lisa"):
        main(["mona_lisa"])


def test_a_jpeg_as_good_as_fits():
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (200, 200, 3), np.uint8))
    sizes = [len(encode_jpeg(noise, heaviest)) for heaviest in (25_000, 35_000)]
    assert sizes[0] < 25_000 <= sizes[1] < 35_000
