"""What pyproject.toml cannot say: data/ stands at the top and travels in lstmlib."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["lstmlib*"]), "lstmlib.data"],
    package_dir={"lstmlib.data": "data"},
    package_data={"lstmlib.data": ["**/*"]},
    include_package_data=False,
)
