let unit = area(1)
