from mapkit.app import show

show("geo")
