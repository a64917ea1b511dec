DESCRIPTION = "Predicts {{ "a food order's minutes to the door" if kind == "regression" else "whether a food order is late" }}; learned from simulated orders."
