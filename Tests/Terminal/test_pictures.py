"""Picture files, read by another program."""

import re

import pytest
from PIL import Image, ImageChops

SETUP = """
seed 1
define cluster red n=20 at=(0, 1) to=(1, 0)
define cluster blue n=20 at=(1, 0) to=(0, 1)
build chain layers=20 penalty=1e-2
train adam steps=100 rate=0.02
"""


SUBJECTS = [
    "path arrows=gradient", "path arrows=mean", "layer 0", "layer 10 deformation=grid", "layer last deformation=field arrows=mean",
    "layers", "layers [1, 5]", "chains", "transfers", "interactions", "interactions as=graph", "interactions as=couplings", "momentum by cluster", "loss", "drift(angular)",
    "[momentum, angular]", "family bump", "family general a=[0, 1, -1, 0]", "family affine w=[[1, 1, 0, 1], [1, 0, 0, 1]]",
    "family swirl a=0..2 step 0.5 kernel=compact s=1", "family pinch b=0.5 deformation=field", "family anisotropic", "family pinned",
]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_ending(run, tmp_path, subject):
    script = SETUP
    for ending in ["png", "svg", "pdf"]:
        script += f'plot {subject} > "light.{ending}"\nplot {subject} size=(500, 400) theme=dark > "dark.{ending}"\n'
    done = run("-c", script)
    assert done.returncode == 0, done.stderr
    light, dark = (Image.open(tmp_path / f"{name}.png").convert("RGB") for name in ["light", "dark"])
    assert dark.size == (500, 400)
    assert light.getpixel((0, 0)) == (255, 255, 255) and dark.getpixel((0, 0)) == (0x15, 0x18, 0x1D)
    assert len(light.getcolors(1 << 24)) > 10
    assert (tmp_path / "light.pdf").read_bytes().startswith(b"%PDF")
    assert re.search(r"<title>[^<]+</title>\s*<desc>[^<]+</desc>", (tmp_path / "light.svg").read_text())


def frames(path):
    picture = Image.open(path)
    for k in range(picture.n_frames):
        picture.seek(k)
        yield picture.convert("RGB")


def test_an_animation_has_every_layer_and_no_banding(run, tmp_path):
    done = run("-c", SETUP + 'export gif "a.gif" size=(640, 400)\nexport gif "t.gif" frames=steps arrows=none\nplot layers 0..20 size=(640, 400) > "b.gif"')
    assert done.returncode == 0, done.stderr
    animation = Image.open(tmp_path / "a.gif")
    assert animation.size == (640, 400) and animation.n_frames == 21 and animation.info["loop"] == 0
    assert Image.open(tmp_path / "t.gif").n_frames > 20
    pictures = list(frames(tmp_path / "a.gif"))
    assert all(p.getpixel((1, 1)) == (255, 255, 255) for p in pictures), "the ground is exact"
    palette = {(0xD5, 0x5E, 0x00), (0x00, 0x72, 0xB2)}
    assert palette <= {c for _, c in pictures[5].getcolors(1 << 24)}, "the clusters' colours are exact"
    assert ImageChops.difference(pictures[0], pictures[20]).getbbox() is not None


def test_a_gradual_picture_keeps_its_colours(run, tmp_path):
    """No banding: a heat map's colours and their smooth scale differ little between the PNG and an animation of it."""
    done = run("-c", 'plot family swirl a=[1, 1] size=(640, 400) > "a.gif"\nplot family swirl a=1 size=(640, 400) > "b.png"')
    assert done.returncode == 0, done.stderr
    still = Image.open(tmp_path / "b.png").convert("RGB")
    moving = next(frames(tmp_path / "a.gif"))
    worst = max(high for low, high in ImageChops.difference(still.crop((60, 60, 640, 360)), moving.crop((60, 60, 640, 360))).getextrema())
    assert worst <= 12, worst


def test_fifty_frames_are_small(run, tmp_path):
    script = SETUP.replace("layers=20", "layers=49").replace("n=20", "n=150")
    assert run("-c", script + 'export gif "a.gif"').returncode == 0
    assert Image.open(tmp_path / "a.gif").n_frames == 50
    assert (tmp_path / "a.gif").stat().st_size < 500_000


def test_faults_leave_what_was_there(run, tmp_path):
    (tmp_path / "old.png").write_text("old")
    (tmp_path / "folder.png").mkdir()
    for command, message in [
        ('plot path > "x.jpg"', "pictures are written as .svg, .pdf or .png, .gif moves"),
        ('plot transfers > "x.gif"', "this picture does not move"),
        ('plot path > "x.html"', "pictures are written as"),
        ('plot path > "png"', "pictures are written as"),
        ('plot path > "none/x.png"', "there is no such file or folder"),
        ('plot path > "folder.png"', "it is a folder"),
        ('plot path > "/dev/full"', "pictures are written as"),
        ('export gif "x.png"', "animations are written as .gif"),
        ('export page "x.htm"', "pages are written as .html"),
        ('plot path size=(1, 99999) > "old.png"', "whole numbers from 32 to 8192"),
        ('plot path size=(64.5, 64) > "old.png"', "whole numbers from 32 to 8192"),
        ("plot layers 0..1e9", "from 1 to 100 layers"),
        ("plot layers [99]", "layer 99 does not exist"),
        ("plot layer 0 deformation=grid", "layer 0 is the input"),
        ("plot family bump a=1", "`bump` has no parameter `a`"),
        ("plot family swirl a=(1, 2)", "`a` of swirl is a number"),
        ("plot family bump s=-1", "the width s must be positive"),
        ("plot family bump v=[(1, 0), (0, 1)] s=1..3", "different numbers of values"),
        ("plot family circle", "there is no family `circle`"),
    ]:
        done = run("-c", SETUP + command)
        assert done.returncode == 1 and message in done.stderr, (command, done.stderr)
        assert "Fatal" not in done.stderr
    (tmp_path / "full.png").symlink_to("/dev/full")
    for file in ["full.png", "full.gif", "full.svg", "full.pdf", "full.html"]:
        (tmp_path / file).is_symlink() or (tmp_path / file).symlink_to("/dev/full")
        done = run("-c", SETUP + (f'export page "{file}"' if file.endswith("html") else f'plot path > "{file}"'))
        assert done.returncode == 1 and "no space left on the device" in done.stderr, done.stderr
        (tmp_path / file).unlink()
    assert (tmp_path / "old.png").read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["old.png"], "nothing is half written"


def test_untrained_chains_have_no_steps(run):
    done = run("-c", "define cluster a to=(1, 1)\nseed 1\nbuild chain layers=3\nexport gif \"x.gif\" frames=steps")
    assert done.returncode == 1 and "this chain has not been trained yet" in done.stderr


def test_values_that_are_not_finite(run, tmp_path):
    done = run("-c", SETUP + 'plot sqrt(transfer) > "a.svg"\nplot sqrt(transfer)\nplot 0*sqrt(transfer) scale=log')
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d+ values? (is|are) not finite", (tmp_path / "a.svg").read_text())
    assert "not finite" in done.stdout


def test_odd_populations(run, tmp_path):
    """One point; all points equal; a hundred thousand."""
    for options, points in [("n=1", 1), ("n=5 sd=0", 5), ("n=100000", 100_000)]:
        script = f"seed 1\ndefine cluster red {options} at=(0, 0) to=(1, 0)\nbuild chain layers=3\n"
        script += 'plot path arrows=gradient > "a.svg"\nplot layer 2 deformation=grid > "b.png"\nplot transfers > "c.svg"\nexport gif "d.gif"\nexport page "e.html"\n'
        done = run("-c", script)
        assert done.returncode == 0, (options, done.stderr)
        said = "2000 of 100000 points are drawn" in (tmp_path / "a.svg").read_text()
        assert said == (points > 2000)
        assert (tmp_path / "e.html").stat().st_size < 1_000_000


SCENES = [
    "build orbit steps=200", "build orbit masses=[1, 2] drift=(0.1, 0) steps=200", "build orbit steps=400 periods=3 integrator=rk4",
    "def p(i) = (cos(i)*i, sin(i)*i)\nbuild orbit positions=map(p, 1..30) step=0.01 steps=30", "build ray", "build ray lens=fisheye to=(0.8, 0.9)",
    "build ray lens=layers from=(-1, 1) to=(0.6, -1)", "build ray fan=15", "build ray fan=1", 'build ray lens="1.5 + 0.2*x*y"', 'build ray lens="2"',
    "build ray segments=1", "build ray to=[(1, 0.2), (1, 0.4), (1, 0.6), (1, 0.8), (1, 1), (1, 1.2), (1, 1.4)]", "build orbit steps=20 eccentricity=0",
]


@pytest.mark.parametrize("build", SCENES)
def test_every_scene_has_its_pictures(run, tmp_path, build):
    script = f'{build}\nplot path\nplot layer 1\nplot layers\nplot chains\nplot momentum by cluster\n'
    for ending in ["png", "svg", "pdf", "gif"]:
        script += f'plot path > "light.{ending}"\nplot path arrows=none size=(500, 400) theme=dark > "dark.{ending}"\n'
    done = run("-c", script)
    assert done.returncode == 0, done.stderr
    light, dark = (Image.open(tmp_path / f"{name}.png").convert("RGB") for name in ["light", "dark"])
    assert light.getpixel((0, 0)) == (255, 255, 255) and dark.getpixel((0, 0)) == (0x15, 0x18, 0x1D)
    assert len(light.getcolors(1 << 24)) > 10
    moving = list(frames(tmp_path / "light.gif"))
    assert len(moving) > 1 and ImageChops.difference(moving[0], moving[-1]).getbbox() is not None


def test_the_index_is_shaded_with_its_holes(run, tmp_path):
    """A ring of glass, r from 0.8 to 1.2: dark there, the ground within and without."""
    done = run("-c", 'build ray lens="1 + 0.5*exp(-(r - 1)^2/0.01)" from=(-1.6, -1.5) to=(1.6, -1.5)\nplot path arrows=none size=(600, 600) > "ring.png"')
    assert done.returncode == 0, done.stderr
    picture = Image.open(tmp_path / "ring.png").convert("RGB")
    dark = [(x, y) for x in range(picture.width) for y in range(picture.height) if picture.getpixel((x, y)) == (0xB9, 0xCF, 0xE4)]
    left, right = min(x for x, _ in dark), max(x for x, _ in dark)
    top, bottom = min(y for _, y in dark), max(y for _, y in dark)
    middle = ((left + right) // 2, (top + bottom) // 2)
    assert abs((right - left) - (bottom - top)) < 8, "it is round"
    lightest = picture.getpixel((middle[0] + (right - left) // 5, middle[1]))
    assert min(lightest) > 245, "the hole is the ground, or the lightest shade"
    assert all((x - middle[0]) ** 2 + (y - middle[1]) ** 2 > (0.4 * (right - left)) ** 2 for x, y in dark)


def test_what_stays_is_told(run):
    """Half of L times an eighth of the period, where L = mu sqrt(G M (1 - e^2)) = 1 and T = 2 pi/sqrt(3); the triangle's area, half of q ^ p = 0.660, at p's half length."""
    shown = run("-q", "-c", "build orbit masses=[1, 2] eccentricity=0.5 steps=1000\nplot path").stdout
    assert "in each of 8 equal times: 0.227" in shown and "sum: zero" in shown
    shown = run("-q", "-c", "build orbit masses=[1, 2] eccentricity=0.5 steps=1000 drift=(0.1, 0)\nplot path").stdout
    assert "in each of 8 equal times: 0.227" in shown and "sum: zero" not in shown
    shown = run("-q", "-c", "build orbit masses=[1, 2] eccentricity=0.5 steps=200 integrator=euler\nplot path").stdout
    assert " equal times: " in shown and " to " in shown.split("equal times: ")[1], "the control's areas differ"
    shown = run("-q", "-c", "build ray segments=256\nplot path").stdout
    assert "of area 0.165, 0.165, 0" in shown and "p 1" in shown.splitlines()[-2], "the arrows' key"
    shown = run("-q", "-c", "build ray lens=layers thickness=0.02 from=(-1, 1) to=(0.6, -1) segments=400\nplot path").stdout
    assert "46.4\N{DEGREE SIGN}" in shown and "28.9\N{DEGREE SIGN}" in shown, "sin 46.4 = 1.5 sin 28.9"
    shown = run("-q", "-c", "build ray\ninspect chain\ninspect layer 3").stdout
    assert "symmetries  rotation" in shown and "segment 3 of 64 of light" in shown and "ray3" in shown
