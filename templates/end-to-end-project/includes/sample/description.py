DESCRIPTION = "Predicts {{ "whether a food order is late" if task == "classification" else "a food order's minutes to the door" }}; learned from simulated orders."
