"""Content, sites and workers on other machines: the optional extra `dask`."""
